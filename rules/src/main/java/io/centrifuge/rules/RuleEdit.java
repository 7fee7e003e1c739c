package io.centrifuge.rules;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** What {@code rules/edit} does: cuts patches again after the code has changed. */
public final class RuleEdit {
    private static final String USAGE = """
            Usage: rules/edit RULE          shows where its patch last worked, and opens an editor
                   rules/edit RULE FILE...  cuts its patch from FILEs: core's, without the rule
                   rules/edit --broken      cuts again all patches that don't do what they must
            RULE is the number or the name of a patch in rules: 012 or 012-margin.
            A patch is written only if without the rule its test fails and its transcript differs.
            CONTRIBUTING.md, "When a rule's patch no longer applies", says more.
            """;

    private final Path root;
    private final Function<RulePatch, Outcome> check;
    private final PrintStream out;
    private final Optional<String> editor;

    /**
     * @param check removes the rule, runs its test, and replays its transcript
     * @param editor a shell command that takes files and returns when they are edited
     */
    public RuleEdit(
            Path root,
            Function<RulePatch, Outcome> check,
            PrintStream out,
            Optional<String> editor) {
        this.root = root;
        this.check = check;
        this.out = out;
        this.editor = editor;
    }

    /** Does what the command's arguments say; its exit status. */
    public int run(List<String> arguments) throws IOException {
        boolean broken = arguments.equals(List.of("--broken"));
        if (!broken && (arguments.isEmpty() || arguments.getFirst().startsWith("-"))) {
            out.print(USAGE);
            return 2;
        }
        try (RuleRepair repair = new RuleRepair(root, check)) {
            if (broken) {
                return broken(repair);
            }
            Optional<RulePatch> patch = rule(arguments.getFirst());
            if (patch.isEmpty()) {
                return 2;
            }
            List<Path> files = arguments.stream().skip(1).map(Path::of).toList();
            return files.isEmpty() ? edit(patch.get(), repair) : cut(patch.get(), files, repair);
        }
    }

    private Optional<RulePatch> rule(String said) throws IOException {
        List<RulePatch> patches = RulePatch.all(root);
        Optional<RulePatch> found = patches.stream()
                .filter(patch -> patch.number().equals(said)
                        || patch.name().equals(said)
                        || said.endsWith(patch.file()))
                .findFirst();
        if (found.isEmpty()) {
            out.printf(
                    "No patch is called %s: give the number or the name of one in rules, as 012 or"
                            + " 012-margin; ls rules has them all%n",
                    said);
        }
        return found;
    }

    private int broken(RuleRepair repair) throws IOException {
        Map<RulePatch, String> left = repair.repair(out);
        int open = left.size();
        for (RulePatch patch : left.keySet()) {
            if (editor.isEmpty()) {
                out.printf("Cut it by hand: rules/edit %s%n", patch.number());
            } else if (edit(patch, repair) == 0) {
                open--;
            }
        }
        return open == 0 ? 0 : 1;
    }

    /** Shows the last source without the rule beside today's, and takes the mended file. */
    private int edit(RulePatch patch, RuleRepair repair) throws IOException {
        CoreSources today = CoreSources.today(root);
        Path folder = Files.createTempDirectory(
                Files.createDirectories(root.resolve("target/rules")), patch.number() + "-");
        out.printf("%n%s: %s%n", patch.name(), patch.rule());
        List<Path> shown = new ArrayList<>();
        SortedMap<String, List<String>> mended = new TreeMap<>();
        try {
            Optional<LastWorked.Found> found = repair.lastWorked(patch);
            if (found.isPresent()) {
                GitHistory.Commit commit = found.get().commit();
                out.printf("This last worked at %s:%n", commit.title());
                found.get().patch().lines().forEach(out::println);
                SortedMap<String, List<String>> then =
                        commit.sources().patched(found.get().patch());
                shown.addAll(write(folder.resolve("worked"), then));
                then.keySet().forEach(file -> {
                    String home = repair.carrier(commit).home(file);
                    if (today.files().containsKey(home)) {
                        mended.put(home, today.lines(home));
                    }
                });
                PatchCarrier.Result carried = repair.carried(found.get()).getFirst();
                carried.missed().forEach(missed -> out.printf("Not carried over: %s%n", missed));
                mended.putAll(carried.files());
            } else {
                out.println("No commit has sources to which it applied.");
            }
            mended.putAll(today.patched(patch));
        } catch (UnusablePatchException unusable) {
            out.printf("Today it %s%n", unusable.getMessage());
        }
        return mend(patch, write(folder.resolve("mended"), mended), shown, repair);
    }

    private int mend(RulePatch patch, List<Path> mended, List<Path> shown, RuleRepair repair)
            throws IOException {
        shown.forEach(file -> out.printf("The last that worked: %s%n", root.relativize(file)));
        mended.forEach(file -> out.printf("To be mended:         %s%n", root.relativize(file)));
        if (editor.isEmpty() || mended.isEmpty()) {
            out.printf(
                    "Take the rule out of %s, then: rules/edit %s FILE...%n",
                    mended.isEmpty() ? "a copy of a source of core" : "that", patch.number());
            return 1;
        }
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", editor.get() + " \"$@\"", "editor"));
        mended.forEach(file -> command.add(file.toString()));
        shown.forEach(file -> command.add(file.toString()));
        try {
            if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
                out.println("The editor failed; the patch stays as it was.");
                return 1;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
        return cut(patch, mended, repair);
    }

    private static List<Path> write(Path folder, SortedMap<String, List<String>> files)
            throws IOException {
        Files.createDirectories(folder);
        List<Path> written = new ArrayList<>();
        for (Map.Entry<String, List<String>> file : files.entrySet()) {
            Path to = folder.resolve(file.getKey().replaceFirst(".*/", ""));
            written.add(Files.write(to, file.getValue()));
        }
        return written;
    }

    /** Cuts the patch from mended sources; the package and the name of each say which it is. */
    private int cut(RulePatch patch, List<Path> files, RuleRepair repair) throws IOException {
        CoreSources today = CoreSources.today(root);
        SortedMap<String, List<String>> mended = new TreeMap<>();
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                out.printf("There is no file %s: give a mended copy of a source of core%n", file);
                return 2;
            }
            List<String> lines = Files.readAllLines(file);
            String source = CoreSources.pathOf(file.getFileName().toString(), lines);
            if (!today.files().containsKey(source)) {
                out.printf(
                        "%s is no source of core: by its package and its name it would be %s/%s,"
                                + " which isn't there%n",
                        file, CoreSources.FOLDER, source);
                return 2;
            }
            mended.put(source, lines);
        }
        RulePatch cut = patch.withHunks(today.cut(mended));
        Outcome outcome = repair.accept(cut);
        out.printf(
                "%s %s: %s%n",
                cut.file(),
                outcome.failedAsItMust() ? "is cut again" : "stays as it was",
                outcome.what());
        if (outcome.failedAsItMust()) {
            return 0;
        }
        files.forEach(file -> out.printf("The mended source is still %s%n", file));
        return 1;
    }
}
