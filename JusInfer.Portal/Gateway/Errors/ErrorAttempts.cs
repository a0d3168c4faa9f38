using System.Text.Json;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Errors;

/// <summary>The attempts behind an error, as every dialect shows them: for whoever asks why, without a look at the receipt.</summary>
internal static class ErrorAttempts
{
    /// <summary>Writes the property <c>attempts</c> into an error that is open; nothing where no provider was asked.</summary>
    public static void Write(Utf8JsonWriter writer, GatewayError error)
    {
        if (error.Attempts.Count == 0) return;
        writer.WriteStartArray("attempts");
        foreach (var attempt in error.Attempts)
        {
            writer.WriteStartObject();
            writer.WriteString("provider", attempt.Provider);
            writer.WriteString("model", attempt.Model);
            writer.WriteString("outcome", AttemptLog.NameOf(attempt.Outcome));
            if (attempt.Status is { } status) writer.WriteNumber("status", status);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
