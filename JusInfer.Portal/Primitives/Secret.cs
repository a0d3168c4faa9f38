using System.Text.Json.Serialization;
using JusInfer.Portal.Primitives.Json;

namespace JusInfer.Portal.Primitives;

/// <summary>
/// A credential in plain text. It prints as <c>***</c>, so that no log line, error text or debugger view shows it by accident;
/// <see cref="Reveal"/> returns the text. JSON can be read into a secret, but a secret cannot be written to JSON.
/// </summary>
[JsonConverter(typeof(SecretJsonConverter))]
internal sealed class Secret(string plaintext)
{
    public string Reveal() => plaintext;

    public override string ToString() => "***";
}
