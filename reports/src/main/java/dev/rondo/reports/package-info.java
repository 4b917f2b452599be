/** Reports about a job: tables, plots and TensorBoard files. */
@org.jspecify.annotations.NullMarked
package dev.rondo.reports;
