@org.jspecify.annotations.NullMarked
package dev.rondo.rounds.privacy;
