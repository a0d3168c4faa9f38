namespace JusInfer.Portal.Primitives;

/// <summary>
/// A credential in plain text. It prints as <c>***</c>, so that no log line, error text or debugger view shows it by accident; whoever
/// needs the text says so with <see cref="Reveal"/>.
/// </summary>
internal sealed class Secret(string plaintext)
{
    public string Reveal() => plaintext;

    public override string ToString() => "***";
}
