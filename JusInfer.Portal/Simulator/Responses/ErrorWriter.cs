using JusInfer.Portal.Simulator.Requests;

namespace JusInfer.Portal.Simulator.Responses;

/// <summary>Writes an error in OpenAI's error envelope.</summary>
internal static class ErrorWriter
{
    public static ReadOnlyMemory<byte> Write(SimulatorError error) => JsonBytes.Write(error, static (json, error) =>
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", error.Message);
        json.WriteString("type", "invalid_request_error");
        json.WriteString("param", error.Param);
        json.WriteString("code", error.Code);
        json.WriteEndObject();
        json.WriteEndObject();
    });
}
