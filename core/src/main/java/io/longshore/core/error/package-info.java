/** What a user is told when something cannot be done: what, why, what next, and an exit status. */
package io.longshore.core.error;
