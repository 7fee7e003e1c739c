package io.centrifuge.rules;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the newest commit at which a patch worked: it applied to core's sources as they were, and
 * what it left compiled. Reads and compiles each commit once.
 */
final class LastWorked implements AutoCloseable {
    private final GitHistory history;
    private final Map<String, GitHistory.Commit> read = new HashMap<>();
    private final Map<String, Optional<PatchedCore>> compiled = new HashMap<>();

    LastWorked(GitHistory history) {
        this.history = history;
    }

    /** A commit, and the patch that worked there: as it is now, or as it was then. */
    record Found(GitHistory.Commit commit, RulePatch patch) {}

    Optional<Found> of(RulePatch patch) throws IOException {
        for (String id : history.commits()) {
            GitHistory.Commit commit = read.get(id);
            if (commit == null) {
                commit = history.read(id);
                read.put(id, commit);
            }
            List<RulePatch> forms = new ArrayList<>(List.of(patch));
            Optional.ofNullable(commit.patches().get(patch.file())).ifPresent(forms::add);
            for (RulePatch form : forms) {
                if (worked(commit, form)) {
                    return Optional.of(new Found(commit, form));
                }
            }
        }
        return Optional.empty();
    }

    private boolean worked(GitHistory.Commit commit, RulePatch patch) throws IOException {
        try {
            commit.sources().patched(patch);
            Optional<PatchedCore> core = compiled(commit);
            if (core.isPresent()) {
                core.get().without(commit.sources(), patch).close();
            }
            return true;
        } catch (UnusablePatchException unusable) {
            return false;
        }
    }

    /** Nothing where the libraries of today aren't those that the commit needs. */
    private Optional<PatchedCore> compiled(GitHistory.Commit commit) throws IOException {
        Optional<PatchedCore> core = compiled.get(commit.id());
        if (core == null) {
            try {
                core = Optional.of(PatchedCore.whole(commit.sources()));
            } catch (UnusablePatchException otherLibraries) {
                core = Optional.empty();
            }
            compiled.put(commit.id(), core);
        }
        return core;
    }

    @Override
    public void close() throws IOException {
        for (Optional<PatchedCore> core : compiled.values()) {
            if (core.isPresent()) {
                core.get().close();
            }
        }
    }
}
