using System.Collections.Frozen;

namespace JusInfer.Portal.Accounts.Passwords;

/// <summary>
/// Recognizes passwords that guessing programs try first: those of a shipped list of common ones, one or two of them with digits or signs around, repetitions and sequences. A password has to be
/// longer than most of the list, so that what people add to a common one is recognized too.
/// </summary>
internal static class CommonPasswords
{
    /// <summary>The fewest characters of an entry: shorter ones are in many words.</summary>
    public const int MinLength = 4;

    /// <summary>A longer part that is repeated is long enough by itself.</summary>
    private const int MaxRepeatedLength = 8;

    private const string Resource = "JusInfer.Portal.Accounts.Passwords.common-passwords.txt";

    private static readonly Lazy<FrozenSet<string>> Entries = new(static () => ReadAll().ToFrozenSet(StringComparer.Ordinal));

    /// <summary>The shipped list in lower case, the most common first.</summary>
    public static IEnumerable<string> ReadAll()
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException("The list of common passwords is missing in the build.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line) yield return line;
    }

    /// <summary>Whether a password is a common one, or one with digits or signs around.</summary>
    public static bool Include(string password) => Include(password, static entry => Entries.Value.Contains(entry)) || IsSequence(password) || IsRepetition(password);

    /// <summary>Whether a password has only some words, one or two of them, with digits or signs around.</summary>
    /// <param name="password">The password.</param>
    /// <param name="words">Words in lower case.</param>
    public static bool IsMadeOf(string password, IReadOnlyCollection<string> words) => Include(password, words.Contains);

    private static bool Include(string password, Func<string, bool> isEntry)
    {
        var whole = password.ToLowerInvariant();
        var core = WithoutSigns(whole);
        return Split(whole, isEntry) || Split(core, isEntry) || Split(WithLetters(core), isEntry);
    }

    /// <summary>Without what is not a letter at the beginning and at the end.</summary>
    private static string WithoutSigns(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && !char.IsLetter(text[start])) start++;
        while (end > start && !char.IsLetter(text[end - 1])) end--;
        return text[start..end];
    }

    /// <summary>With letters in place of the digits and signs that people write for them.</summary>
    private static string WithLetters(string text) => string.Create(text.Length, text, static (result, source) =>
    {
        for (var index = 0; index < result.Length; index++)
        {
            result[index] = source[index] switch
            {
                '@' or '4' => 'a',
                '3' => 'e',
                '1' or '!' => 'i',
                '0' => 'o',
                '$' or '5' => 's',
                '7' => 't',
                var other => other,
            };
        }
    });

    /// <summary>Whether a text is an entry, or two of them.</summary>
    private static bool Split(string text, Func<string, bool> isEntry)
    {
        if (isEntry(text)) return true;
        for (var length = MinLength; length <= text.Length - MinLength; length++)
        {
            if (isEntry(text[..length]) && isEntry(text[length..])) return true;
        }

        return false;
    }

    /// <summary>Whether all steps from one character to the next are the same and at most one, such as in 456789012345.</summary>
    private static bool IsSequence(string text)
    {
        var step = StepTo(text, 1);
        for (var index = 2; index < text.Length; index++)
        {
            if (StepTo(text, index) != step) return false;
        }

        return Math.Abs(step) <= 1;
    }

    /// <summary>The digits follow each other in a circle.</summary>
    private static int StepTo(string text, int index) => (text[index - 1], text[index]) switch
    {
        ('9', '0') => 1,
        ('0', '9') => -1,
        var (before, after) => after - before,
    };

    private static bool IsRepetition(string text)
    {
        for (var length = 1; length <= Math.Min(MaxRepeatedLength, text.Length / 2); length++)
        {
            var index = length;
            while (index < text.Length && text[index] == text[index - length]) index++;
            if (index == text.Length) return true;
        }

        return false;
    }
}
