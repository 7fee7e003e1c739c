package io.centrifuge.rules;

import java.io.File;
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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import javax.tools.Diagnostic;
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

    /** Before the class path. */
    private final List<Path> under;

    private PatchedCore(Path folder, List<Path> under) {
        this.folder = folder;
        this.under = under;
    }

    /** Compiles what the patches change; the rest of core comes from the class path. */
    public static PatchedCore without(List<RulePatch> patches)
            throws IOException, UnusablePatchException {
        CoreSources today = CoreSources.today(RulePatch.root());
        return compiled(patched(today, patches), List.of());
    }

    /** Compiles all of these sources, with nothing removed. */
    static PatchedCore whole(CoreSources sources) throws IOException, UnusablePatchException {
        return compiled(sources.files(), List.of());
    }

    /** Compiles what the patch changes of these sources; the rest of core is this one. */
    PatchedCore without(CoreSources sources, RulePatch patch)
            throws IOException, UnusablePatchException {
        return compiled(patched(sources, List.of(patch)), List.of(classes()));
    }

    private static SortedMap<String, List<String>> patched(
            CoreSources sources, List<RulePatch> patches) throws UnusablePatchException {
        SortedMap<String, List<String>> changed = new TreeMap<>();
        for (RulePatch patch : patches) {
            changed.putAll(sources.with(changed).patched(patch));
        }
        return changed;
    }

    private static PatchedCore compiled(Map<String, List<String>> sources, List<Path> under)
            throws IOException, UnusablePatchException {
        if (sources.isEmpty()) {
            throw new UnusablePatchException("changes nothing of core");
        }
        PatchedCore core = new PatchedCore(Files.createTempDirectory("rule"), under);
        try {
            List<Path> written = new ArrayList<>();
            for (Map.Entry<String, List<String>> source : sources.entrySet()) {
                Path file = core.folder.resolve("src").resolve(source.getKey());
                Files.createDirectories(file.resolveSibling("."));
                written.add(Files.write(file, source.getValue()));
            }
            core.compile(written);
            return core;
        } catch (IOException | UnusablePatchException unusable) {
            core.close();
            throw unusable;
        }
    }

    private void compile(List<Path> sources) throws IOException, UnusablePatchException {
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        FILES.setLocationFromPaths(
                StandardLocation.CLASS_OUTPUT, List.of(Files.createDirectories(classes())));
        List<Path> classPath = new ArrayList<>(under);
        for (String place :
                System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
            classPath.add(Path.of(place));
        }
        FILES.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
        boolean compiled = COMPILER.getTask(
                        null,
                        FILES,
                        problems,
                        List.of("-proc:none", "-nowarn"),
                        null,
                        FILES.getJavaFileObjectsFromPaths(sources))
                .call();
        if (!compiled) {
            List<String> errors = problems.getDiagnostics().stream()
                    .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                    .map(problem -> place(problem) + problem.getMessage(Locale.ROOT))
                    .toList();
            throw new UnusablePatchException("doesn't compile: " + String.join("\n", errors));
        }
    }

    private String place(Diagnostic<? extends JavaFileObject> problem) {
        JavaFileObject source = problem.getSource();
        return source == null
                ? ""
                : folder.resolve("src").relativize(Path.of(source.toUri()))
                        + ":"
                        + problem.getLineNumber()
                        + ": ";
    }

    private Path classes() {
        return folder.resolve("classes");
    }

    /**
     * Loads core without the rules again, with all that is in the places of these classes;
     * what is in neither is shared with the caller.
     */
    public URLClassLoader load(Class<?>... besides) throws IOException {
        List<URL> places = new ArrayList<>();
        places.add(classes().toUri().toURL());
        for (Path compiled : under) {
            places.add(compiled.toUri().toURL());
        }
        for (Class<?> type : besides) {
            places.add(type.getProtectionDomain().getCodeSource().getLocation());
        }
        return new OwnFirst(places.toArray(URL[]::new));
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Asks its parent only for what is in none of its own places. */
    private static final class OwnFirst extends URLClassLoader {
        OwnFirst(URL[] places) {
            super(places, PatchedCore.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded == null && findResource(name.replace('.', '/') + ".class") != null) {
                    loaded = findClass(name);
                }
                return loaded == null ? super.loadClass(name, resolve) : loaded;
            }
        }
    }
}
