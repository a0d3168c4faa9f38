using System.Text.Json;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Errors;

/// <summary>Writes the failed attempts into an error, in the same form in every dialect, so that the cause is visible without the receipt.</summary>
internal static class ErrorAttempts
{
    /// <summary>Writes the property <c>attempts</c> into the current object; writes nothing if no provider was called.</summary>
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
