/** One seat's work: from the plan to the uploaded update. */
@org.jspecify.annotations.NullMarked
package dev.rondo.agent.training;
