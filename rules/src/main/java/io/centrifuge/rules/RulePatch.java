package io.centrifuge.rules;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One file of the project's folder of patches: a unified diff against core's sources that removes
 * one safety rule, under a header that says which, and which test then fails.
 *
 * @param header the lines that begin with {@code #}
 * @param hunks of each source file, by its path below {@code core/src/main/java}, in order
 */
public record RulePatch(String file, List<String> header, Map<String, List<Hunk>> hunks) {
    private static final String BEFORE = "--- a/" + CoreSources.FOLDER + "/";
    private static final String AFTER = "+++ b/" + CoreSources.FOLDER + "/";

    /**
     * One place that changes.
     *
     * @param line where {@code before} begins, counted from 1; a later change may have moved it
     */
    public record Hunk(int line, List<String> before, List<String> after) {}

    /** All patches of this project, in the order of their names. */
    public static List<RulePatch> all() throws IOException {
        return all(root());
    }

    /** All patches of the project in this folder, in the order of their names. */
    public static List<RulePatch> all(Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(root.resolve("rules"), "*.patch")) {
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

    /** A patch from its file's lines. */
    public static RulePatch parse(String file, List<String> lines) {
        Map<String, List<Hunk>> hunks = new TreeMap<>();
        List<String> header = new ArrayList<>();
        List<Hunk> current = new ArrayList<>();
        for (String line : lines) {
            char kind = line.isEmpty() ? ' ' : line.charAt(0);
            if (line.startsWith(AFTER)) {
                current = new ArrayList<>();
                hunks.put(line.substring(AFTER.length()), current);
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
            } else if (kind == '#') {
                header.add(line);
            }
        }
        return new RulePatch(file, header, hunks);
    }

    private static int lineOf(String hunkHeader) {
        return Integer.parseInt(hunkHeader.substring(4).split("[ ,]", 2)[0]);
    }

    /** The rule's sentence. */
    public String rule() {
        return inHeader("rule");
    }

    /** The test that fails without the rule: its class's full name, {@code #}, its method. */
    public String test() {
        return inHeader("test");
    }

    private String inHeader(String key) {
        String start = "# " + key + ": ";
        return header.stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .findFirst()
                .orElse("");
    }

    /** The same patch for this test. */
    RulePatch withTest(String test) {
        List<String> changed = header.stream()
                .map(line -> line.startsWith("# test: ") ? "# test: " + test : line)
                .toList();
        return new RulePatch(file, changed, hunks);
    }

    /** The same rule and test, removed by other hunks. */
    RulePatch withHunks(Map<String, List<Hunk>> others) {
        return new RulePatch(file, header, others);
    }

    /** What the rule is called: its file's name without the ending. */
    public String name() {
        return file.replaceFirst("\\.patch$", "");
    }

    /** The number at the beginning of its name. */
    public String number() {
        return file.replaceFirst("\\D.*", "");
    }

    /** The name of the rule's transcript. */
    public String transcript() {
        return name() + ".txt";
    }

    /** The lines of its file. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>(header);
        hunks.forEach((source, places) -> {
            lines.add(BEFORE + source);
            lines.add(AFTER + source);
            int grown = 0;
            for (Hunk hunk : places) {
                lines.add("@@ -%s +%s @@"
                        .formatted(
                                extent(hunk.line(), hunk.before().size()),
                                extent(hunk.line() + grown, hunk.after().size())));
                lines.addAll(body(hunk));
                grown += hunk.after().size() - hunk.before().size();
            }
        });
        return lines;
    }

    /**
     * Writes its file in the project in this folder: all of it or, where that is interrupted,
     * nothing.
     */
    void write(Path root) throws IOException {
        Path whole = Files.createTempFile(
                Files.createDirectories(root.resolve("target/rules")), name(), ".patch");
        Files.write(whole, lines());
        Files.move(whole, root.resolve("rules").resolve(file), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String extent(int line, int length) {
        return length == 1 ? String.valueOf(line) : line + "," + length;
    }

    private static List<String> body(Hunk hunk) {
        List<String> lines = new ArrayList<>();
        int at = 0;
        for (Difference.Change change : Difference.between(hunk.before(), hunk.after())) {
            hunk.before().subList(at, change.from()).forEach(line -> lines.add(" " + line));
            hunk.before()
                    .subList(change.from(), change.to())
                    .forEach(line -> lines.add("-" + line));
            hunk.after()
                    .subList(change.newFrom(), change.newTo())
                    .forEach(line -> lines.add("+" + line));
            at = change.to();
        }
        hunk.before().subList(at, hunk.before().size()).forEach(line -> lines.add(" " + line));
        return lines;
    }
}
