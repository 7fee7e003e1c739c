package io.centrifuge.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Core's Java sources as they are or once were, and where the hunks of patches lie in them.
 *
 * <p>A hunk is looked for in the file that it names, where its lines are nearest to where it says.
 * Where that file is gone, or lacks the lines, they must be at exactly one place of all other
 * files: so a class can be renamed, moved or split without a change of any patch.
 *
 * @param files the lines of each, by its path below {@link #FOLDER}
 */
record CoreSources(SortedMap<String, List<String>> files) {
    /** Below the project's root. */
    static final String FOLDER = "core/src/main/java";

    /**
     * Where a hunk lies.
     *
     * @param line counted from 0
     */
    record Place(String file, int line, RulePatch.Hunk hunk) {
        int end() {
            return line + hunk.before().size();
        }
    }

    /** As they are now below this root folder. */
    static CoreSources today(Path root) throws IOException {
        Path folder = root.resolve(FOLDER);
        SortedMap<String, List<String>> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file :
                    found.filter(path -> path.toString().endsWith(".java")).toList()) {
                files.put(
                        folder.relativize(file).toString().replace('\\', '/'),
                        Files.readAllLines(file));
            }
        }
        return new CoreSources(files);
    }

    /** These sources with some files in place of theirs, or added. */
    CoreSources with(Map<String, List<String>> changed) {
        SortedMap<String, List<String>> all = new TreeMap<>(files);
        all.putAll(changed);
        return new CoreSources(all);
    }

    /** The files that the patch changes, as it leaves them. */
    SortedMap<String, List<String>> patched(RulePatch patch) throws UnusablePatchException {
        SortedMap<String, List<String>> changed = new TreeMap<>();
        List<Place> lastFirst = places(patch).stream()
                .sorted(Comparator.comparing(Place::file)
                        .thenComparingInt(Place::line)
                        .reversed())
                .toList();
        Place next = null;
        for (Place place : lastFirst) {
            if (next != null && next.file().equals(place.file()) && next.line() < place.end()) {
                throw new UnusablePatchException("doesn't apply: two of its hunks lie at line "
                        + (next.line() + 1) + " of " + place.file());
            }
            next = place;
            changed.computeIfAbsent(place.file(), file -> new ArrayList<>(lines(file)));
            List<String> replaced = changed.getOrDefault(place.file(), List.of())
                    .subList(place.line(), place.end());
            replaced.clear();
            replaced.addAll(place.hunk().after());
        }
        return changed;
    }

    /** Where the patch's hunks lie. */
    List<Place> places(RulePatch patch) throws UnusablePatchException {
        List<Place> places = new ArrayList<>();
        for (Map.Entry<String, List<RulePatch.Hunk>> entry : patch.hunks().entrySet()) {
            for (RulePatch.Hunk hunk : entry.getValue()) {
                places.add(place(patch, entry.getKey(), hunk));
            }
        }
        return places;
    }

    /** The full name of the class in this file. */
    static String className(String file) {
        return file.replaceFirst("\\.java$", "").replace('\\', '/').replace('/', '.');
    }

    /** Where a source of this name belongs, by its package. */
    static String pathOf(String name, List<String> lines) {
        return lines.stream()
                        .filter(line -> line.startsWith("package "))
                        .map(line ->
                                line.replaceFirst("package (.*);.*", "$1").replace('.', '/') + "/")
                        .findFirst()
                        .orElse("")
                + name;
    }

    /** The lines of a file; none if there is no such file. */
    List<String> lines(String file) {
        return files.getOrDefault(file, List.of());
    }

    private Place place(RulePatch patch, String named, RulePatch.Hunk hunk)
            throws UnusablePatchException {
        int wanted = hunk.line() - 1;
        Optional<Place> nearest = in(named, hunk).stream()
                .min(Comparator.comparingInt(place -> Math.abs(place.line() - wanted)));
        if (nearest.isPresent()) {
            return nearest.get();
        }
        List<Place> found =
                files.keySet().stream().flatMap(file -> in(file, hunk).stream()).toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        String others = found.isEmpty()
                ? "nor are they in any other file"
                : "and elsewhere they are at more than one place, "
                        + found.stream()
                                .map(place -> place.file() + ":" + (place.line() + 1))
                                .collect(Collectors.joining(", "));
        throw new UnusablePatchException(
                "doesn't apply: the lines that %s changes of %s aren't there, %s: %s"
                        .formatted(patch.file(), named, others, hunk.before()));
    }

    private List<Place> in(String file, RulePatch.Hunk hunk) {
        List<Place> found = new ArrayList<>();
        List<String> source = lines(file);
        int length = hunk.before().size();
        for (int at = 0; at + length <= source.size(); at++) {
            if (source.subList(at, at + length).equals(hunk.before())) {
                found.add(new Place(file, at, hunk));
            }
        }
        return found;
    }

    /** The hunks, with one line around each, that make of these files what they became. */
    SortedMap<String, List<RulePatch.Hunk>> cut(Map<String, List<String>> mended) {
        SortedMap<String, List<RulePatch.Hunk>> hunks = new TreeMap<>();
        mended.forEach((file, after) -> {
            List<RulePatch.Hunk> cut = cut(lines(file), after);
            if (!cut.isEmpty()) {
                hunks.put(file, cut);
            }
        });
        return hunks;
    }

    private static List<RulePatch.Hunk> cut(List<String> before, List<String> after) {
        List<Difference.Change> joined = new ArrayList<>();
        for (Difference.Change change : Difference.between(before, after)) {
            Difference.Change last = joined.isEmpty() ? null : joined.getLast();
            if (last != null && change.from() - last.to() <= 2) {
                joined.removeLast();
                change = new Difference.Change(
                        last.from(), change.to(), last.newFrom(), change.newTo());
            }
            joined.add(change);
        }
        List<RulePatch.Hunk> hunks = new ArrayList<>();
        for (Difference.Change change : joined) {
            int above = Math.min(1, change.from());
            int below = Math.min(1, before.size() - change.to());
            hunks.add(new RulePatch.Hunk(
                    change.from() - above + 1,
                    List.copyOf(before.subList(change.from() - above, change.to() + below)),
                    List.copyOf(after.subList(change.newFrom() - above, change.newTo() + below))));
        }
        return hunks;
    }
}
