using System.Text.Json;
using JusInfer.Portal.Gateway.Errors;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Toy;

/// <summary>Errors as <c>{"oops":"UPSTREAM_ERROR","message":…}</c>, in responses and in streams.</summary>
internal sealed class ToyErrorFormat : IErrorFormat
{
    public static readonly ToyErrorFormat Instance = new();

    public void Write(Utf8JsonWriter writer, GatewayError error, string requestId)
    {
        writer.WriteStartObject();
        writer.WriteString("oops", error.Code);
        writer.WriteString("message", error.Message);
        writer.WriteEndObject();
    }
}
