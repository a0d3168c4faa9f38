using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>The kind of work of a session.</summary>
internal enum TaskKind
{
    /// <summary>Nothing that is measured.</summary>
    Other,

    /// <summary>Find and fix a bug.</summary>
    Fix,

    /// <summary>Fix or extend a large code base in many steps.</summary>
    FixLong,

    /// <summary>Write tests.</summary>
    Tests,

    /// <summary>Build a program or library from a specification.</summary>
    Build,

    /// <summary>Find information with tools and answer a question.</summary>
    Research,

    /// <summary>Serve a customer with the tools of a company.</summary>
    SupportTools,
}

/// <summary>The kind of work of a session and, for code, its language. Models are compared within a domain.</summary>
/// <param name="Kind">The kind of work.</param>
/// <param name="Language">One of <see cref="Languages"/>; null if the work is not code, or in any language.</param>
internal readonly record struct TaskDomain(TaskKind Kind, string? Language)
{
    private const char Separator = '/';

    public static TaskDomain Other => default;

    public static ImmutableArray<string> Languages { get; } =
        ["python", "javascript", "typescript", "go", "rust", "java", "csharp", "c", "cpp", "php", "ruby", "kotlin", "swift", "scala", "shell"];

    /// <summary>The domain of the same kind of work in any language; null if this is one, or has none.</summary>
    public TaskDomain? Parent => Language is null ? null : this with { Language = null };

    public bool Contains(TaskDomain other) => Kind == other.Kind && (Language is null || Language == other.Language);

    /// <summary>Reads <c>fix/python</c> or <c>research</c>.</summary>
    public static TaskDomain? Parse(string text)
    {
        var separator = text.IndexOf(Separator, StringComparison.Ordinal);
        if (CatalogNames.TaskKinds.Read(separator < 0 ? text : text[..separator]) is not { } kind) return null;
        if (separator < 0) return new TaskDomain(kind, null);
        return IsCode(kind) && Languages.IndexOf(text[(separator + 1)..]) is var index and >= 0 ? new TaskDomain(kind, Languages[index]) : null;
    }

    public override string ToString() => CatalogNames.TaskKinds.Write(Kind) + (Language is null ? string.Empty : Separator + Language);

    private static bool IsCode(TaskKind kind) => kind is TaskKind.Fix or TaskKind.FixLong or TaskKind.Tests or TaskKind.Build;
}
