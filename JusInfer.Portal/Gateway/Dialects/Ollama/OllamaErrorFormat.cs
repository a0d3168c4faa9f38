using System.Text.Json;
using JusInfer.Portal.Gateway.Errors;

namespace JusInfer.Portal.Gateway.Dialects.Ollama;

/// <summary>
/// Ollama's errors: <c>error</c> is a string, which its clients print. The gateway's code and the request's id are beside it.
/// </summary>
internal sealed class OllamaErrorFormat : IErrorFormat
{
    public static readonly OllamaErrorFormat Instance = new();

    public void Write(Utf8JsonWriter writer, GatewayError error, string requestId)
    {
        writer.WriteStartObject();
        writer.WriteString("error", error.Message);
        writer.WriteString("code", error.Code);
        writer.WriteString("request_id", requestId);
        writer.WriteEndObject();
    }
}
