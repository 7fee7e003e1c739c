package io.centrifuge.rules;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A project in a temporary Git repository, with one class in core and the patches of two rules. */
final class Project {
    static final String DOOR = "a/Door.java";
    static final String LOCK = "001-lock.patch";
    static final String ALARM = "002-alarm.patch";

    private final Path root;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    Project(Path root) throws IOException, InterruptedException {
        this.root = root;
        source(DOOR, """
                package a;

                class Door {
                    private boolean locked = true;
                    private int alarms;

                    boolean open() {
                        if (locked) {
                            return false;
                        }
                        return true;
                    }

                    int ring() {
                        alarms++;
                        return alarms;
                    }
                }
                """);
        write("core/src/test/java/a/DoorTest.java", "package a;\n\nclass DoorTest {}\n");
        write("rules/" + LOCK, """
                # rule: A locked door stays shut.
                # test: a.DoorTest#staysShut
                --- a/core/src/main/java/a/Door.java
                +++ b/core/src/main/java/a/Door.java
                @@ -8,3 +8,3 @@
                         if (locked) {
                -            return false;
                +            return locked;
                         }
                """);
        write("rules/" + ALARM, """
                # rule: An alarm counts.
                # test: a.DoorTest#alarmCounts
                --- a/core/src/main/java/a/Door.java
                +++ b/core/src/main/java/a/Door.java
                @@ -14,3 +14,2 @@
                     int ring() {
                -        alarms++;
                         return alarms;
                """);
        git("init", "--quiet");
        commit("first");
    }

    Path write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.resolveSibling("."));
        return Files.writeString(path, text);
    }

    Path source(String file, String text) throws IOException {
        return write(CoreSources.FOLDER + "/" + file, text);
    }

    String source(String file) throws IOException {
        return Files.readString(root.resolve(CoreSources.FOLDER).resolve(file));
    }

    /** Replaces all of one text by another in core's class. */
    void change(String from, String to) throws IOException {
        source(DOOR, source(DOOR).replace(from, to));
    }

    void delete(String file) throws IOException {
        Files.delete(root.resolve(file));
    }

    String patch(String file) throws IOException {
        return Files.readString(root.resolve("rules").resolve(file));
    }

    void commit(String title) throws IOException, InterruptedException {
        git("add", "--all");
        git("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "--quiet", "-m", title);
    }

    private void git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", root.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + output);
        }
    }

    /** Runs {@code rules/edit}; its exit status. */
    int edit(Optional<String> editor, String... arguments) throws IOException {
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        return new RuleEdit(root, this::check, out, editor).run(List.of(arguments));
    }

    int edit(String... arguments) throws IOException {
        return edit(Optional.empty(), arguments);
    }

    /** Runs {@code rules/where}; its exit status. */
    int where(String said) throws IOException {
        PrintStream out = new PrintStream(this.said, true, StandardCharsets.UTF_8);
        return new RulePins(root, out).run(said);
    }

    /** All that was printed. */
    String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    /** A rule's test fails if core compiles without the rule, and there is such a test. */
    private Outcome check(RulePatch patch) {
        try {
            CoreSources today = CoreSources.today(root);
            PatchedCore.whole(today.with(today.patched(patch))).close();
            String test = patch.test().replaceFirst("#.*", "").replace('.', '/') + ".java";
            boolean exists = Files.exists(root.resolve("core/src/test/java").resolve(test));
            boolean fails = exists && !patch.hunks().isEmpty();
            return new Outcome(fails, fails ? "fails" : exists ? "stays green" : "no such test");
        } catch (UnusablePatchException unusable) {
            return new Outcome(false, String.valueOf(unusable.getMessage()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
