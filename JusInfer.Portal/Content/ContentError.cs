using System.Collections.Immutable;

namespace JusInfer.Portal.Content;

/// <summary>An error in an article, for its author to correct.</summary>
/// <param name="File">The path under the content root, with forward slashes.</param>
/// <param name="Line">The line in the file, counted from 1.</param>
/// <param name="Message">What is wrong and what to write instead.</param>
internal sealed record ContentError(string File, int Line, string Message)
{
    public override string ToString() => $"{File}({Line}): {Message}";
}

/// <summary>Collects the errors of one file, so that its author sees all of them at once.</summary>
internal sealed class ContentErrorList(string file)
{
    private readonly List<ContentError> errors = [];

    public bool IsEmpty => errors.Count == 0;

    public void Add(int line, string message) => errors.Add(new ContentError(file, line, message));

    /// <summary>The errors in the order of their lines.</summary>
    public ImmutableArray<ContentError> ToImmutable() => [.. errors.OrderBy(static error => error.Line)];
}

/// <summary>The articles cannot be published. The message lists every error of every file.</summary>
internal sealed class InvalidContentException(ImmutableArray<ContentError> errors)
    : Exception(
        $"The content has {errors.Length} error(s):{string.Concat(errors.Select(static error => $"{Environment.NewLine}  {error}"))}")
{
    public ImmutableArray<ContentError> Errors => errors;
}
