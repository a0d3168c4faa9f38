using System.Text.Json;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

/// <summary>The free text of a custom tool's call by a model that was given the tool as a function of one string.</summary>
internal static class CustomInput
{
    /// <param name="arguments">The text of a JSON object with one string, <c>input</c>. What is none is the input itself.</param>
    public static string Of(string arguments)
    {
        try
        {
            using var wrapped = JsonDocument.Parse(arguments);
            if (wrapped.RootElement.ValueKind != JsonValueKind.Object) return arguments;
            if (Fields.Text(wrapped.RootElement, "input") is { } input) return input;

            // Models misremember the name of the one field.
            var fields = wrapped.RootElement.EnumerateObject().ToList();
            return fields is [{ Value.ValueKind: JsonValueKind.String } only] ? only.Value.GetString()! : arguments;
        }
        catch (Exception partial) when (partial is JsonException or InvalidOperationException)
        {
            return arguments;
        }
    }
}
