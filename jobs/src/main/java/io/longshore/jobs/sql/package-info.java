/** SQL statements as text, and their results as text. */
package io.longshore.jobs.sql;
