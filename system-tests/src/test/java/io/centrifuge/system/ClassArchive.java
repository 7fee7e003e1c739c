package io.centrifuge.system;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The classes of the libraries as the JVM has them in memory (class data sharing): a process that
 * maps them starts in half the processor time. Made once, and again when a jar has changed; the
 * processes that run tests side by side share it. Where the JVM can't use it, it starts without.
 */
final class ClassArchive {
    private static final Path FOLDER = Path.of("target", "class-archive").toAbsolutePath();
    private static final int LONGEST_SECONDS = 120;
    private static final List<String> FLAGS = prepare();

    private ClassArchive() {}

    /** The class path, and what a JVM with this class path is to be told of the archive. */
    static List<String> flags() {
        return FLAGS;
    }

    private static List<String> prepare() {
        List<Path> all = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .toList();
        // Folders can't be archived; what is behind the archive's class path doesn't matter to it.
        String jars = joined(all.stream().filter(Files::isRegularFile));
        String folders = joined(all.stream().filter(Files::isDirectory));
        String classPath = jars + File.pathSeparator + folders;
        return List.of(
                "-XX:SharedArchiveFile=" + archive(jars, classPath),
                "-Xshare:auto",
                "-Xlog:disable",
                "-cp",
                classPath);
    }

    private static String joined(Stream<Path> paths) {
        return paths.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static Path archive(String jars, String classPath) {
        try {
            Files.createDirectories(FOLDER);
            try (FileChannel channel = FileChannel.open(
                    FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.lock(); // until it is closed
                Path archive = FOLDER.resolve("classes.jsa");
                Path made = FOLDER.resolve("made-of");
                String madeOf = Runtime.version() + "\n" + versions(jars);
                if (!Files.exists(made) || !Files.readString(made).equals(madeOf)) {
                    Files.deleteIfExists(made);
                    make(archive, jars, classPath);
                    Files.writeString(made, madeOf);
                }
                return archive;
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String versions(String jars) {
        return Arrays.stream(jars.split(File.pathSeparator, -1))
                .map(File::new)
                .map(jar -> jar + " " + jar.length() + " " + jar.lastModified())
                .collect(Collectors.joining("\n"));
    }

    private static void make(Path archive, String jars, String classPath) throws IOException {
        Path list = FOLDER.resolve("classes.list");
        Path data = Files.createTempDirectory(FOLDER, "data");
        run(
                "-XX:DumpLoadedClassList=" + list,
                "-cp",
                classPath,
                UsualClasses.class.getName(),
                data.toString());
        Path made = FOLDER.resolve("classes.new");
        run(
                "-Xshare:dump",
                "-XX:SharedClassListFile=" + list,
                "-XX:SharedArchiveFile=" + made,
                "-cp",
                jars);
        // A JVM that has mapped the one before keeps it.
        Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(arguments));
        Path output = FOLDER.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " does not end: " + Files.readString(output));
            }
            if (process.exitValue() != 0) {
                throw new AssertionError(command + ": " + Files.readString(output));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
