package io.centrifuge.core.transcript;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A text file of commands, each with what it causes below it, indented. Commands are what the
 * author writes; the rest is what the machines do.
 */
public final class Transcript {
    /** Begins what is noted of a command that speaks of something that isn't there. */
    static final String STUCK = "STUCK: ";

    private static final String INDENT = "    ";

    private Transcript() {}

    /** The folder of all transcripts, wherever below the project's root the tests run. */
    public static Path folder() {
        Path root = Path.of("").toAbsolutePath();
        Path below = Path.of("core/src/test/transcripts");
        while (root != null && !Files.isDirectory(root.resolve(below))) {
            root = root.getParent();
        }
        if (root == null) {
            throw new IllegalStateException("no folder " + below + " here or above");
        }
        return root.resolve(below);
    }

    /** The files of the folder, in the order of their names. */
    public static List<Path> all() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder(), "*.txt")) {
            found.forEach(files::add);
        }
        files.sort(null);
        return files;
    }

    /**
     * The text as it should be: its commands, comments and empty lines, and below each command what
     * it causes now.
     *
     * @throws IllegalArgumentException if a command isn't understood; names the line
     */
    public static String replay(String text) {
        World world = new World();
        StringBuilder replayed = new StringBuilder();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.startsWith(INDENT)) {
                continue;
            }
            replayed.append(line).append('\n');
            if (!line.isBlank() && !line.startsWith("#")) {
                for (String caused : execute(world, number, line)) {
                    replayed.append(INDENT).append(caused).append('\n');
                }
            }
        }
        return replayed.toString();
    }

    private static List<String> execute(World world, int number, String line) {
        try {
            return world.execute(line);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "line %d, %s: %s".formatted(number, line, wrong.getMessage()), wrong);
        }
    }

    /** The first line in which the two texts differ, with its number; empty if they are equal. */
    public static String difference(String expected, String actual) {
        List<String> wanted = expected.lines().toList();
        List<String> found = actual.lines().toList();
        for (int i = 0; i < Math.max(wanted.size(), found.size()); i++) {
            String want = i < wanted.size() ? wanted.get(i) : "";
            String is = i < found.size() ? found.get(i) : "";
            if (!want.equals(is)) {
                return "line %d: \"%s\" became \"%s\"".formatted(i + 1, want.strip(), is.strip());
            }
        }
        return "";
    }
}
