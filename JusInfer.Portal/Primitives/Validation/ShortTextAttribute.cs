using System.ComponentModel.DataAnnotations;

namespace JusInfer.Portal.Primitives.Validation;

/// <summary>
/// A name that people read: its length in characters without surrounding white space, and no characters that control or turn text.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ShortTextAttribute(int maximumLength) : StringLengthAttribute(maximumLength)
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var (text, field) = ((value as string)?.Trim() ?? "", validationContext.DisplayName);
        if (text.Length < MinimumLength || text.Length > MaximumLength)
        {
            var range = MinimumLength == 0 ? "at most" : $"{MinimumLength} to";
            return new ValidationResult($"{field} must be {range} {MaximumLength} characters long.");
        }

        if (text.Any(char.IsControl)) return new ValidationResult($"{field} may not contain control characters.");
        return text.Any(ControlCharacters.ChangesDirection)
            ? new ValidationResult($"{field} may not contain invisible characters that change the direction of text.")
            : ValidationResult.Success;
    }
}
