/** How aggregation scales: what a path costs and takes, and which one a round takes. */
@org.jspecify.annotations.NullMarked
package dev.rondo.rounds.scale;
