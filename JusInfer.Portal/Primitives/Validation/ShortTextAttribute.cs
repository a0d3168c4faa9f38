using System.ComponentModel.DataAnnotations;

namespace JusInfer.Portal.Primitives.Validation;

/// <summary>A name that people read: its length in characters without surrounding white space, and no control characters.</summary>
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

        return text.Any(char.IsControl) ? new ValidationResult($"{field} may not contain control characters.") : ValidationResult.Success;
    }
}
