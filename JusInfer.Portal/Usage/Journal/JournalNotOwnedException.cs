using JusInfer.Portal.Primitives.Files;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>The journal cannot be used at startup, because its files belong to another user. The message says what to do.</summary>
internal sealed class JournalNotOwnedException(JournalOptions options, UnauthorizedAccessException cause)
    : Exception(
        $"The journal in '{options.Path}' cannot be used: {cause.Message} {PrivateFiles.AdviceOn(options.Path, isFolder: true)}", cause);
