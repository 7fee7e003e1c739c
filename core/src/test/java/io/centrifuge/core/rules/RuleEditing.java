package io.centrifuge.core.rules;

import io.centrifuge.rules.Outcome;
import io.centrifuge.rules.RuleEdit;
import io.centrifuge.rules.RulePatch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** {@code rules/edit}, which may write a patch only if {@link RuleCheck} finds it in order. */
final class RuleEditing {
    private RuleEditing() {}

    /** The variable {@code RULES_EDITOR} has the command of the user's editor, if there is one. */
    public static void main(String[] arguments) throws IOException {
        Optional<String> editor = Optional.ofNullable(System.getenv("RULES_EDITOR"))
                .filter(command -> !command.isBlank());
        RuleEdit edit = new RuleEdit(RulePatch.root(), RuleEditing::check, System.out, editor);
        System.exit(edit.run(List.of(arguments)));
    }

    private static Outcome check(RulePatch patch) {
        try {
            return RuleCheck.run(patch);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
