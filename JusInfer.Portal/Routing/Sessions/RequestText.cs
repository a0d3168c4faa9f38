namespace JusInfer.Portal.Routing.Sessions;

/// <summary>The texts of a request from which side calls and the domain are recognized. UTF-8; JSON escapes may remain. Nothing of it is kept.</summary>
/// <param name="system">The system prompt.</param>
/// <param name="lastUser">The last message if its role is user, else empty.</param>
internal readonly ref struct RequestText(ReadOnlySpan<byte> system, ReadOnlySpan<byte> lastUser)
{
    /// <summary>The part of each text that is read. Instructions are at its start or its end.</summary>
    private const int MaxBytes = 2_048;

    private readonly ReadOnlySpan<byte> system = system;
    private readonly ReadOnlySpan<byte> lastUser = lastUser;

    public ReadOnlySpan<byte> LastUser => lastUser;

    /// <summary>Whether the start of the system prompt, or the start or the end of the last user message, contains a word. ASCII case is ignored.</summary>
    /// <param name="word">The word in lower case.</param>
    public bool Says(ReadOnlySpan<byte> word) => Head(system).ContainsWord(word) || Asks(word);

    /// <summary>Whether the start or the end of the last user message contains a word.</summary>
    public bool Asks(ReadOnlySpan<byte> word) => Head(lastUser).ContainsWord(word) || Tail(lastUser).ContainsWord(word);

    private static ReadOnlySpan<byte> Head(ReadOnlySpan<byte> text) => text[..Math.Min(text.Length, MaxBytes)];

    private static ReadOnlySpan<byte> Tail(ReadOnlySpan<byte> text) => text[Math.Max(0, text.Length - MaxBytes)..];
}
