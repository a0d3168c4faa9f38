namespace JusInfer.Portal.Components.Shared;

/// <summary>Turns validation messages of the API into messages for a form.</summary>
internal static class FieldErrorText
{
    /// <summary>Replaces the field name by the form's label: <c>monthly_usd must be …</c> becomes <c>The cap must be …</c>.</summary>
    public static string WithLabel(this IEnumerable<string> messages, string field, string label) =>
        string.Join(' ', messages.Select(message =>
            message.StartsWith(field + " ", StringComparison.Ordinal) ? label + message[field.Length..] : message));
}
