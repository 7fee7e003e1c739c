package io.centrifuge.rules;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Core's classes compiled without the rules that some patches remove, in a temporary folder that
 * goes with this object. One thread at a time compiles.
 */
public final class PatchedCore implements AutoCloseable {
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    /** One for all patches, for it remembers what is in the jars of the class path. */
    private static final StandardJavaFileManager FILES =
            COMPILER.getStandardFileManager(null, Locale.ROOT, null);

    private final Path folder;

    private PatchedCore(Path folder) {
        this.folder = folder;
    }

    /** A patch that proves nothing: it doesn't apply, or what it leaves doesn't compile. */
    public static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String message) {
            super(message);
        }
    }

    /** Compiles what the patches change; the rest of core comes from the class path. */
    public static PatchedCore without(List<RulePatch> patches)
            throws IOException, UnusableException {
        PatchedCore core = new PatchedCore(Files.createTempDirectory("rule"));
        try {
            core.compile(core.patch(patches));
            return core;
        } catch (IOException | UnusableException unusable) {
            core.close();
            throw unusable;
        }
    }

    private List<Path> patch(List<RulePatch> patches) throws IOException, UnusableException {
        Map<String, List<String>> patched = new TreeMap<>();
        Path sources = RulePatch.root().resolve("core/src/main/java");
        for (RulePatch patch : patches) {
            for (Map.Entry<String, List<RulePatch.Hunk>> entry : patch.hunks().entrySet()) {
                List<String> before = patched.get(entry.getKey());
                if (before == null) {
                    before = Files.readAllLines(sources.resolve(entry.getKey()));
                }
                try {
                    patched.put(entry.getKey(), RulePatch.apply(before, entry.getValue()));
                } catch (IllegalArgumentException notFound) {
                    throw new UnusableException(String.valueOf(notFound.getMessage()));
                }
            }
        }
        List<Path> written = new ArrayList<>();
        for (Map.Entry<String, List<String>> source : patched.entrySet()) {
            Path file = folder.resolve("src").resolve(source.getKey());
            Files.createDirectories(file.resolveSibling("."));
            written.add(Files.write(file, source.getValue()));
        }
        return written;
    }

    private void compile(List<Path> sources) throws IOException, UnusableException {
        if (sources.isEmpty()) {
            throw new UnusableException("changes nothing of core");
        }
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        FILES.setLocationFromPaths(
                StandardLocation.CLASS_OUTPUT,
                List.of(Files.createDirectories(folder.resolve("classes"))));
        boolean compiled = COMPILER.getTask(
                        null,
                        FILES,
                        problems,
                        List.of("-proc:none", "-nowarn"),
                        null,
                        FILES.getJavaFileObjectsFromPaths(sources))
                .call();
        if (!compiled) {
            throw new UnusableException("doesn't compile: " + problems.getDiagnostics());
        }
    }

    /**
     * Loads core without the rules, and with it whatever else is in the places of these classes,
     * anew; what is not of this project is shared with the caller.
     */
    public URLClassLoader load(Class<?>... besides) throws IOException {
        List<URL> places = new ArrayList<>();
        places.add(folder.resolve("classes").toUri().toURL());
        for (Class<?> type : besides) {
            places.add(type.getProtectionDomain().getCodeSource().getLocation());
        }
        return new URLClassLoader(places.toArray(URL[]::new), new AllButThisProject());
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Knows all that this process knows, but nothing of this project. */
    private static final class AllButThisProject extends ClassLoader {
        AllButThisProject() {
            super(PatchedCore.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("io.centrifuge.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }
}
