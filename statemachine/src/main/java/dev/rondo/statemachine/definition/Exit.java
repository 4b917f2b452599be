package dev.rondo.statemachine.definition;

import dev.rondo.statemachine.query.Template;
import java.util.Optional;

/**
 * What happens on the way out of a state, by its regular end, a choice rule or a catcher.
 *
 * @param path where in the definition it says what is next
 * @param output the state's output; empty means its result
 * @param assign an object whose fields become variables
 * @param next the state that follows; empty means that the flow ends
 */
public record Exit(
    String path, Optional<Template> output, Optional<Template> assign, Optional<String> next) {}
