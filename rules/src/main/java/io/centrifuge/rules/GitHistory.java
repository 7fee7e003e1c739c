package io.centrifuge.rules;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Core's sources and the patches as they were committed. */
final class GitHistory {
    private static final String PATCHES = "rules";

    private final Path root;

    GitHistory(Path root) {
        this.root = root;
    }

    /** What was committed at one time. */
    record Commit(String id, String title, CoreSources sources, Map<String, RulePatch> patches) {}

    /** The ids of commits that changed core's sources or a patch, the newest first. */
    List<String> commits() throws IOException {
        return lines(git("", "log", "--format=%H", "--", CoreSources.FOLDER, PATCHES));
    }

    Commit read(String id) throws IOException {
        List<String> names = new ArrayList<>();
        StringBuilder blobs = new StringBuilder();
        for (String line : lines(git("", "ls-tree", "-r", id, CoreSources.FOLDER, PATCHES))) {
            String name = line.substring(line.indexOf('\t') + 1);
            if (name.endsWith(".java") || name.endsWith(".patch")) {
                names.add(name);
                blobs.append(line.split("[ \t]", 4)[2]).append('\n');
            }
        }
        SortedMap<String, List<String>> sources = new TreeMap<>();
        SortedMap<String, RulePatch> patches = new TreeMap<>();
        DataInputStream contents = new DataInputStream(
                new ByteArrayInputStream(git(blobs.toString(), "cat-file", "--batch")));
        for (String name : names) {
            List<String> lines = content(contents);
            if (name.startsWith(CoreSources.FOLDER)) {
                sources.put(name.substring(CoreSources.FOLDER.length() + 1), lines);
            } else if (name.endsWith(".patch")) {
                String file = name.substring(PATCHES.length() + 1);
                patches.put(file, RulePatch.parse(file, lines));
            }
        }
        String title = String.join("", lines(git("", "log", "-1", "--format=%h %s", id)));
        return new Commit(id, title, new CoreSources(sources), patches);
    }

    /** Reads one object of {@code git cat-file --batch}: a line with its size, then itself. */
    private static List<String> content(DataInputStream objects) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int next = objects.read(); next != '\n'; next = objects.read()) {
            if (next < 0) {
                throw new IOException("git cat-file ended early");
            }
            head.append((char) next);
        }
        byte[] content = new byte[Integer.parseInt(head.substring(head.lastIndexOf(" ") + 1))];
        objects.readFully(content);
        objects.readFully(new byte[1]);
        return lines(content);
    }

    private static List<String> lines(byte[] text) {
        return new String(text, StandardCharsets.UTF_8).lines().toList();
    }

    private byte[] git(String input, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("git", "-C", root.toString()));
        command.addAll(List.of(arguments));
        Path said = Files.createTempFile("git", ".in");
        Path failed = Files.createTempFile("git", ".err");
        try {
            Files.writeString(said, input);
            Process process = new ProcessBuilder(command)
                    .redirectInput(said.toFile())
                    .redirectError(failed.toFile())
                    .start();
            byte[] output = process.getInputStream().readAllBytes();
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": "
                        + Files.readString(failed).strip());
            }
            return output;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } finally {
            Files.delete(said);
            Files.delete(failed);
        }
    }
}
