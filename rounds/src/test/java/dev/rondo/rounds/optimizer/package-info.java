@org.jspecify.annotations.NullMarked
package dev.rondo.rounds.optimizer;
