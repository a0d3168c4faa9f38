using JusInfer.Portal.Usage.Columns;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>Maps a list of columns to the properties that they name.</summary>
internal static class ColumnMapping
{
    public static void MapColumns<TRow>(this EntityTypeBuilder<TRow> table, ColumnList<TRow> columns)
        where TRow : class
    {
        foreach (var column in columns)
        {
            if (column.Path is [var container, var inner])
                table.ComplexProperty(container.PropertyType, container.Name).Property(inner.PropertyType, inner.Name).HasColumnName(column.Name);
            else
                table.Property(column.Path[0].PropertyType, column.Path[0].Name).HasColumnName(column.Name);
        }
    }
}
