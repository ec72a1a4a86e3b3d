/** Many files copied by one Spark job: the plan, the tasks, the progress. */
package io.longshore.jobs.copy;
