using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog.Reading;

/// <summary>Collects the errors of a file, so that reading continues after the first one.</summary>
internal sealed class ErrorList
{
    private readonly ImmutableArray<string>.Builder errors = ImmutableArray.CreateBuilder<string>();

    public bool Any => errors.Count > 0;

    public ImmutableArray<string> All => errors.ToImmutable();

    /// <param name="path">A JSON path such as <c>$.models[2].tier</c>.</param>
    /// <param name="message">Completes a sentence that begins with the path: what is wrong there, and what to write instead.</param>
    public void Add(string path, string message) => errors.Add($"{path} {message}");
}
