using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>
/// Identifies a tool call that a client sends back, by its tool, its arguments and the alphanumeric characters of its id. Clients format
/// arguments again, with a different order or white space, and some strip punctuation from ids.
/// </summary>
internal readonly record struct ToolCallFingerprint(string Value)
{
    /// <summary>The alphanumeric characters of the shortest ids that are random, those of Mistral.</summary>
    private const int MinUniqueLength = 9;

    /// <param name="team">The team of the conversation. Reasoning is never shared between teams.</param>
    /// <param name="id">The id of the call.</param>
    /// <param name="name">The tool's name.</param>
    /// <param name="arguments">The text of its arguments.</param>
    /// <param name="scope">The call whose conversation has the tool call; null if the id alone identifies it.</param>
    public static ToolCallFingerprint Create(TeamId team, string id, string name, string arguments, IReasoningScope? scope = null)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(team.ToString());
            writer.WriteStringValue(Identify(id, scope));
            writer.WriteStringValue(name);
            writer.WriteEndArray();
        }

        buffer.Write(Canonicalize(arguments));
        return new ToolCallFingerprint(Convert.ToHexStringLower(SHA256.HashData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length))));
    }

    /// <summary>
    /// The alphanumeric characters of an id, with the conversation if others have the same id: Kimi and some engines number the calls of
    /// each conversation from zero.
    /// </summary>
    public static string Identify(string id, IReasoningScope? scope)
    {
        var plain = string.Concat(id.Where(char.IsAsciiLetterOrDigit));
        var isNumber = plain.Length < MinUniqueLength || plain.StartsWith("functions", StringComparison.Ordinal);
        return isNumber && scope is not null ? $"{plain} {scope.Conversation}" : plain;
    }

    /// <summary>The arguments without white space and with sorted properties; unchanged if they are not readable JSON.</summary>
    private static byte[] Canonicalize(string arguments)
    {
        try
        {
            var isEmpty = string.IsNullOrWhiteSpace(arguments) || arguments is "[]" or "null"; // "[]" is PHP's "{}"
            using var document = JsonDocument.Parse(isEmpty ? "{}" : arguments, JsonDepth.DocumentOptions);
            using var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer)) Write(writer, document.RootElement);
            return buffer.ToArray();
        }
        catch (Exception unreadable) when (UnreadableJson.Caused(unreadable))
        {
            return Encoding.UTF8.GetBytes(arguments);
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject().OrderBy(static property => property.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray()) Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
