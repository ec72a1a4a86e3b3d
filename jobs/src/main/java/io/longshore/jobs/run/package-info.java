/** How a job is run: each task's answer as soon as it has ended, and progress on the way. */
package io.longshore.jobs.run;
