using System.Runtime.InteropServices;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>The schemas of tools as every endpoint accepts them. One that needs no repair stays byte for byte.</summary>
internal static class AcceptedSchema
{
    /// <summary>Writes a schema of the conversation.</summary>
    public static void Write(Utf8JsonWriter writer, JsonElement schema, Call call)
    {
        if (ObjectSchema.IsKept(schema))
        {
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(schema), skipInputValidation: true);
            return;
        }

        call.Attempt.Adjusted |= Adjustments.ToolSchemas;
        ObjectSchema.Write(writer, schema);
    }

    /// <summary>The first of the places that were found; null if there are none.</summary>
    public static List<Range>? First(List<Range>? schemas, int count)
    {
        if (schemas is null || count == 0) return null;
        schemas.RemoveRange(count, schemas.Count - count);
        return schemas;
    }

    /// <summary>Repairs the schemas in a body that is passed through.</summary>
    /// <param name="patch">The patch of the body.</param>
    /// <param name="schemas">Their places; null if there are none.</param>
    /// <param name="call">The call.</param>
    public static void Patch(BodyPatch patch, List<Range>? schemas, Call call)
    {
        if (schemas is null) return;
        call.Attempt.Adjusted |= Adjustments.ToolSchemas;
        foreach (var schema in schemas) patch.Replace(schema, ObjectSchema.Repair(call.Context.Body.Memory[schema]));
    }
}
