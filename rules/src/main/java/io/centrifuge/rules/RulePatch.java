package io.centrifuge.rules;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One file of the project's folder of patches: a unified diff against core's sources that removes
 * one safety rule, under a header that says which, and which test then fails.
 *
 * @param hunks of each source file, by its path below {@code core/src/main/java}, in order
 */
public record RulePatch(String file, String rule, String test, Map<String, List<Hunk>> hunks) {
    private static final String SOURCES = "core/src/main/java/";

    /**
     * One place that changes.
     *
     * @param line where {@code before} begins, counted from 1; a later change may have moved it
     */
    public record Hunk(int line, List<String> before, List<String> after) {}

    /** All patches, in the order of their names. */
    public static List<RulePatch> all() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(root().resolve("rules"), "*.patch")) {
            found.forEach(files::add);
        }
        files.sort(null);
        List<RulePatch> patches = new ArrayList<>();
        for (Path file : files) {
            patches.add(parse(file.getFileName().toString(), Files.readAllLines(file)));
        }
        return patches;
    }

    /** The patch of this name in the folder of patches. */
    public static RulePatch of(String file) throws IOException {
        return parse(file, Files.readAllLines(root().resolve("rules").resolve(file)));
    }

    /** The project's root folder, wherever below it the tests run. */
    public static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("rules"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "no folder rules above " + Path.of("").toAbsolutePath());
        }
        return folder;
    }

    /** The name of the rule's transcript. */
    public String transcript() {
        return file.replaceFirst("\\.patch$", ".txt");
    }

    /** A patch from its file's lines. */
    public static RulePatch parse(String file, List<String> lines) {
        Map<String, List<Hunk>> hunks = new TreeMap<>();
        List<Hunk> current = new ArrayList<>();
        for (String line : lines) {
            char kind = line.isEmpty() ? ' ' : line.charAt(0);
            if (line.startsWith("+++ b/" + SOURCES)) {
                current = new ArrayList<>();
                hunks.put(line.substring(("+++ b/" + SOURCES).length()), current);
            } else if (line.startsWith("@@ -")) {
                current.add(new Hunk(lineOf(line), new ArrayList<>(), new ArrayList<>()));
            } else if (!current.isEmpty() && !line.startsWith("--- ")) {
                String text = line.isEmpty() ? "" : line.substring(1);
                if (kind != '+') {
                    current.getLast().before().add(text);
                }
                if (kind != '-') {
                    current.getLast().after().add(text);
                }
            }
        }
        return new RulePatch(file, header(lines, "rule"), header(lines, "test"), hunks);
    }

    private static int lineOf(String hunkHeader) {
        return Integer.parseInt(hunkHeader.substring(4).split("[ ,]", 2)[0]);
    }

    private static String header(List<String> lines, String key) {
        String start = "# " + key + ": ";
        return lines.stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .findFirst()
                .orElse("");
    }

    /** The source with the hunks applied, each where its lines are nearest to where it says. */
    public static List<String> apply(List<String> source, List<Hunk> hunks) {
        List<String> changed = new ArrayList<>(source);
        for (Hunk hunk : hunks.reversed()) {
            int at = find(changed, hunk);
            if (at < 0) {
                throw new IllegalArgumentException("doesn't apply: " + hunk.before());
            }
            List<String> place = changed.subList(at, at + hunk.before().size());
            place.clear();
            place.addAll(hunk.after());
        }
        return changed;
    }

    private static int find(List<String> source, Hunk hunk) {
        int best = -1;
        int wanted = hunk.line() - 1;
        for (int at = 0; at + hunk.before().size() <= source.size(); at++) {
            boolean same = source.subList(at, at + hunk.before().size()).equals(hunk.before());
            if (same && (best < 0 || Math.abs(at - wanted) < Math.abs(best - wanted))) {
                best = at;
            }
        }
        return best;
    }
}
