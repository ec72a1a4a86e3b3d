package io.longshore.launcher.cli;

/** A command that runs Spark jobs: where Spark is elsewhere, {@code spark-submit} starts it. */
interface OnSpark {}
