using System.Collections.Immutable;

namespace JusInfer.Portal.Routing.Sessions;

/// <summary>Finds the programming language that a text is about, from the file names and code fences in it.</summary>
internal static class FileTypes
{
    /// <summary>The part of a text that is read.</summary>
    private const int MaxBytes = 64 * 1024;

    /// <summary>A language, the extensions of its files, and what else only occurs in texts about it. All in lower case.</summary>
    private static readonly ImmutableArray<(string Language, byte[][] Extensions, byte[][] Marks)> All =
    [
        ("python", [".py"u8.ToArray(), ".pyx"u8.ToArray()], ["traceback (most recent call last)"u8.ToArray(), "python"u8.ToArray()]),
        ("typescript", [".ts"u8.ToArray(), ".tsx"u8.ToArray()], ["typescript"u8.ToArray()]),
        ("javascript", [".js"u8.ToArray(), ".jsx"u8.ToArray(), ".mjs"u8.ToArray()], ["javascript"u8.ToArray()]),
        ("go", [".go"u8.ToArray()], ["golang"u8.ToArray()]),
        ("rust", [".rs"u8.ToArray()], ["cargo "u8.ToArray()]),
        ("java", [".java"u8.ToArray()], []),
        ("csharp", [".cs"u8.ToArray(), ".csproj"u8.ToArray()], ["dotnet "u8.ToArray()]),
        ("cpp", [".cpp"u8.ToArray(), ".hpp"u8.ToArray(), ".cc"u8.ToArray()], []),
        ("c", [".c"u8.ToArray(), ".h"u8.ToArray()], []),
        ("php", [".php"u8.ToArray()], []),
        ("ruby", [".rb"u8.ToArray()], []),
        ("kotlin", [".kt"u8.ToArray()], []),
        ("swift", [".swift"u8.ToArray()], []),
        ("scala", [".scala"u8.ToArray()], []),
        ("shell", [".sh"u8.ToArray()], []),
    ];

    /// <summary>The language with the most file names in the text. If it names no files, the first language that its words name; else null.</summary>
    public static string? LanguageOf(ReadOnlySpan<byte> text)
    {
        if (text.Length > MaxBytes) text = text[..MaxBytes];
        Span<int> counts = stackalloc int[All.Length];
        for (var rest = text; rest.IndexOf((byte)'.') is var dot and >= 0; rest = rest[(dot + 1)..]) Count(rest[dot..], counts);

        var best = -1;
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0 && (best < 0 || counts[i] > counts[best])) best = i;
        }

        return best >= 0 ? All[best].Language : LanguageOfWords(text);
    }

    private static void Count(ReadOnlySpan<byte> text, Span<int> counts)
    {
        for (var i = 0; i < All.Length; i++)
        {
            foreach (var extension in All[i].Extensions)
            {
                if (text.StartsWith(extension) && (text.Length == extension.Length || !char.IsAsciiLetterOrDigit((char)text[extension.Length]))) counts[i]++;
            }
        }
    }

    private static string? LanguageOfWords(ReadOnlySpan<byte> text)
    {
        foreach (var (language, _, marks) in All)
        {
            foreach (var mark in marks)
            {
                if (text.ContainsWord(mark)) return language;
            }
        }

        return null;
    }
}
