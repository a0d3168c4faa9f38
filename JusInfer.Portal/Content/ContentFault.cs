using System.Collections.Immutable;

namespace JusInfer.Portal.Content;

/// <summary>Something in an article that its author has to mend.</summary>
/// <param name="File">The path under the content root, with forward slashes.</param>
/// <param name="Line">Counted from one.</param>
/// <param name="What">What is wrong and what to write instead.</param>
internal sealed record ContentFault(string File, int Line, string What)
{
    public override string ToString() => $"{File}({Line}): {What}";
}

/// <summary>Collects the faults of one file, so that its author sees all of them at once.</summary>
internal sealed class FaultList(string file)
{
    private readonly List<ContentFault> faults = [];

    public bool IsEmpty => faults.Count == 0;

    public void Add(int line, string what) => faults.Add(new ContentFault(file, line, what));

    public ImmutableArray<ContentFault> ToImmutable() => [.. faults.OrderBy(static fault => fault.Line)];
}

/// <summary>The articles cannot be published as they are. The message lists every fault of every file.</summary>
internal sealed class InvalidContentException(ImmutableArray<ContentFault> faults)
    : Exception(
        $"The content has {faults.Length} fault(s):{string.Concat(faults.Select(static fault => $"{Environment.NewLine}  {fault}"))}")
{
    public ImmutableArray<ContentFault> Faults => faults;
}
