/** The Spark jobs: each a request that is run on a session and answers a result. */
package io.longshore.jobs;
