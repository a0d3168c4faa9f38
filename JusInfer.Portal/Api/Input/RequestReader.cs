using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Api.Input;

/// <summary>
/// Reads a request from the fields of a JSON object. Every unknown or unreadable field is reported, and then the errors of those that could
/// be read, where the framework's binding reports the first one.
/// </summary>
internal static class RequestReader
{
    /// <summary>Reads a request.</summary>
    /// <param name="fields">The fields; those that cannot be read are removed.</param>
    /// <param name="type">Defines which fields there are.</param>
    /// <param name="errors">The errors found before.</param>
    /// <param name="expected">Completes the error message "rpm must be …" of an unreadable field.</param>
    /// <param name="others">The fields that <paramref name="type"/> has in its extension data.</param>
    public static Input<T> Read<T>(
        JsonObject fields, JsonTypeInfo<T> type, ValidationErrors errors, Func<JsonPropertyInfo, string> expected, OtherFields? others = null)
        where T : class
    {
        RemoveFaulty(fields, type, prefix: "", errors, expected, others ?? OtherFields.None);
        return new Input<T>(fields.Deserialize(type)!, errors);
    }

    private static void RemoveFaulty(
        JsonObject fields, JsonTypeInfo type, string prefix, ValidationErrors errors, Func<JsonPropertyInfo, string> expected, OtherFields others)
    {
        foreach (var (name, value) in fields.ToList())
        {
            if (others.Has(name)) continue;
            if (type.Properties.FirstOrDefault(property => property.Name == name && !property.IsExtensionData) is not { } property)
            {
                var known = string.Join(", ", type.Properties.Where(static property => !property.IsExtensionData)
                    .Select(static property => property.Name).Concat(others.All.Select(static field => field.Name)));
                errors.Add(prefix + name, $"There is no field '{prefix}{name}'; {(prefix.Length == 0 ? "this call" : "this field")} takes {known}.");
                fields.Remove(name);
                continue;
            }

            if (value is JsonObject inner && FieldType.NestedIn(property.PropertyType) is { } nested)
                RemoveFaulty(inner, RequestJson.Default.GetTypeInfo(nested)!, $"{prefix}{name}.", errors, expected, OtherFields.None);
            if (IsReadable(name, value, type)) continue;
            errors.AddFinal(prefix + name, $"{prefix}{name} must be {expected(property)}.");
            fields.Remove(name);
        }
    }

    /// <summary>Whether an object with this field alone can be deserialized.</summary>
    private static bool IsReadable(string name, JsonNode? value, JsonTypeInfo type)
    {
        try
        {
            new JsonObject { [name] = value?.DeepClone() }.Deserialize(type);
            return true;
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return false;
        }
    }
}
