package io.centrifuge.rules;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What {@code rules/where} does: says which lines of a class the patches of which rules change. */
final class RulePins {
    private static final int WIDTH = 96;
    private static final String INDENT = "      ";

    private final Path root;
    private final PrintStream out;

    RulePins(Path root, PrintStream out) {
        this.root = root;
        this.out = out;
    }

    /** The one argument is a class of core, by its simple or full name or its file. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1 || arguments[0].startsWith("-")) {
            System.out.println("""
                    Usage: rules/where CLASS
                    Prints which lines of a class of core each safety rule's patch changes.
                    A patch needs one more line on either side as it is.""");
            System.exit(2);
        }
        System.exit(new RulePins(RulePatch.root(), System.out).run(arguments[0]));
    }

    int run(String said) throws IOException {
        CoreSources today = CoreSources.today(root);
        String name = said.replaceFirst("\\.java$", "").replace('/', '.');
        List<String> files = today.files().keySet().stream()
                .filter(file -> ("." + CoreSources.className(file)).endsWith("." + name)
                        || name.endsWith("." + CoreSources.className(file)))
                .toList();
        if (files.isEmpty()) {
            out.printf(
                    "Core has no class %s: give the simple or the full name of one, as"
                            + " ServiceLeasing; they are in %s%n",
                    said, CoreSources.FOLDER);
            return 2;
        }
        List<String> broken = new ArrayList<>();
        Map<String, SortedMap<Integer, List<String>>> pins = new TreeMap<>();
        for (RulePatch patch : RulePatch.all(root)) {
            try {
                for (CoreSources.Place place : today.places(patch)) {
                    pin(patch, place, pins.computeIfAbsent(place.file(), f -> new TreeMap<>()));
                }
            } catch (UnusablePatchException unusable) {
                broken.add(patch.number());
            }
        }
        for (String file : files) {
            out.printf("%s/%s%n", CoreSources.FOLDER, file);
            print(today.lines(file), pins.getOrDefault(file, new TreeMap<>()));
        }
        if (!broken.isEmpty()) {
            out.printf(
                    "%nNot listed, as they don't apply today: %s; mend them: rules/edit --broken%n",
                    String.join(", ", broken));
        }
        return 0;
    }

    private static void pin(
            RulePatch patch, CoreSources.Place place, SortedMap<Integer, List<String>> pins) {
        RulePatch.Hunk hunk = place.hunk();
        for (Difference.Change change : Difference.between(hunk.before(), hunk.after())) {
            boolean adds = change.from() == change.to();
            String text = patch.number() + "  " + (adds ? "(adds below) " : "") + patch.rule();
            for (int line = adds ? change.from() - 1 : change.from(); line < change.to(); line++) {
                pins.computeIfAbsent(place.line() + line, unused -> new ArrayList<>())
                        .add(text);
            }
        }
    }

    /** Neighbouring lines that the same rules change, then those rules. */
    private void print(List<String> source, SortedMap<Integer, List<String>> pins) {
        if (pins.isEmpty()) {
            out.println("No rule's patch changes it.");
        }
        pins.forEach((line, rules) -> {
            String text = source.get(Math.max(0, line)).strip();
            out.printf(
                    "%5d %s%n",
                    line + 1,
                    text.length() > WIDTH - 6 ? text.substring(0, WIDTH - 7) + "…" : text);
            if (!rules.equals(pins.get(line + 1))) {
                rules.forEach(this::wrap);
            }
        });
    }

    private void wrap(String rule) {
        StringBuilder line = new StringBuilder(INDENT);
        for (String word : rule.split("(?<=\\S) ", -1)) {
            if (line.length() + 1 + word.length() > WIDTH) {
                out.println(line);
                line = new StringBuilder(INDENT + "    ");
            }
            line.append(' ').append(word);
        }
        out.println(line);
    }
}
