/** Us beside the stock tools, in one process and one run. */
package io.longshore.benchmarks;
