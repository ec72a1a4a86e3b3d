/** What the cells of a table mean: columns, their types, and predicates on them. No Spark. */
package io.longshore.snapshot.scan;
