using JusInfer.Portal.Simulator.Reading;

namespace JusInfer.Portal.Simulator.Writing;

/// <summary>Writes a refusal in OpenAI's error envelope.</summary>
internal static class FaultWriter
{
    public static ReadOnlyMemory<byte> Write(RequestRefusal fault) => JsonBytes.Write(fault, static (json, fault) =>
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", fault.Message);
        json.WriteString("type", "invalid_request_error");
        json.WriteString("param", fault.Param);
        json.WriteString("code", fault.Code);
        json.WriteEndObject();
        json.WriteEndObject();
    });
}
