/** What a run leaves for people to look at: tables, plots and TensorBoard files. */
@org.jspecify.annotations.NullMarked
package dev.rondo.reports;
