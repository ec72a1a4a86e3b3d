/** One bandwidth budget for all the tasks of a job, wherever they run. */
package io.longshore.jobs.bandwidth;
