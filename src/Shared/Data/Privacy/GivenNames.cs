namespace MLOpsFunctions.Data.Privacy;

/// <summary>
/// Common given names in Europe and the Americas. Left out are those that more often are other words, such as of places,
/// months and firms.
/// </summary>
internal static class GivenNames
{
    private const string Words = """
        Aaron Abigail Adam Adrian Agnes Ahmed Aisha Alan Albert Alejandro Alessandro Alex Alexander Alexandra Alexis Alfred Ali Alice
        Alison Allison Amanda Amelia Amir Amy Ana Anastasia Andre Andrea Andreas Andrew Andrzej Angela Anita Anja Anke Ann Anna Anne
        Annette Anthony Antoine Antonio Arthur Arturo Ashley Astrid Audrey Barbara Beatrice Beatriz Ben Benjamin Bernard Bernd
        Bernhard Bertha Beth Betty Beverly Birgit Bjorn Björn Bob Bonnie Boris Brandon Brenda Brian Brigitte Bruno Bryan Camille Carl
        Carla Carlos Carmen Carol Caroline Carolyn Catherine Cecilia Charles Chiara Chloe Chris Christian Christina Christine
        Christoph Christopher Cindy Claire Clara Claudia Claus Connor Craig Cristina Cynthia Dagmar Daniel Daniela Danielle David
        Deborah Denise Dennis Derek Diana Diane Diego Dieter Dimitri Dmitri Dominik Donald Donna Dorothy Douglas Doris Dylan Eduardo
        Edward Edwin Eileen Elena Eleanor Elisabeth Elizabeth Ella Ellen Emily Emma Eric Erik Erika Ernst Esther Ethan Eugene Eva
        Evelyn Fatima Felipe Felix Fernando Fiona Florian Frances Francesca Francesco Francisco Frank Franz Frederick Friedrich
        Fritz Gabriel Gabriele Gabriela Gary Gavin Geoffrey George Georg Gerald Gerhard Gertrud Giovanni Gisela Giulia Giuseppe Gloria
        Gonzalo Gordon Greta Gregory Guillaume Guillermo Gunther Günther Gustav Hannah Hans Harald Harold Harry Heather Hector Heidi
        Heike Heinrich Heinz Helen Helena Helga Helmut Henri Henrik Henry Herbert Hermann Hiroshi Horst Howard Hugo Ian Ibrahim Ingrid
        Igor Inga Irene Irina Isaac Isabel Isabella Ivan Jack Jacob Jacqueline Jacques Jaime Jakob James Jan Jana Jane Janet Janice
        Jason Javier Jean Jeffrey Jennifer Jens Jeremy Jerome Jessica Jesus Jill Joan Joachim Joanna João Joao Joe Joel Johan Johann
        Johanna Johannes John Jonas Jonathan Joost Jorge José Jose Joseph Joshua Joyce Juan Juana Judith Judy Julia Julian Julie
        Julien Juliette Jürgen Jurgen Justin Karen Karin Karl Katarzyna Kate Katharina Katherine Kathleen Kathryn Katie Katja Keith
        Kelly Kenneth Kevin Kimberly Klaus Kristin Krzysztof Kurt Kyle Lars Larry Laura Laurent Lauren Lawrence Lea Lena Leon Leonard
        Leonardo Leonie Liam Linda Lisa Lorenzo Louis Louise Luca Lucas Lucia Ludwig Luis Luisa Lukas Lydia Maciej Magdalena Manfred
        Manuel Manuela Marc Marcel Marco Marcos Marcus Margaret Margarita Maria María Marianne Marie Marina Mario Marion Mariusz Markus
        Marta Martha Martin Martina Mary Masha Matteo Matthew Matthias Maureen Max Maximilian Megan Mehmet Melanie Melissa Mia Michael
        Michal Michel Michele Michelle Miguel Mikhail Mohamed Mohammed Monica Monika Muhammad Mustafa Nadia Nadine Nancy Natalia
        Natalie Natasha Nathan Nicholas Nicolas Nicole Nikolai Nina Noah Nora Norbert Norman Olaf Oleg Olga Oliver Olivia Omar Oscar
        Otto Owen Pablo Pamela Paola Paolo Patricia Patrick Patrizia Paul Paula Paulo Pedro Peggy Peter Petra Philip Philipp Philippe
        Phillip Phyllis Pierre Piotr Priya Rachel Rafael Rainer Ralf Ralph Ramona Ramon Ramón Raquel Rebecca Regina Renate Ricardo
        Richard Rita Robert Roberto Rodrigo Roger Roland Rolf Ronald Rosa Rosemary Roxanne Rudolf Russell Ruth Ryan Sabine Sabrina
        Samantha Samuel Sandra Sarah Sara Sebastian Sergio Sergei Sharon Shirley Silke Silvia Simon Simone Sofia Sophia Sophie
        Stanislav Stefan Stefanie Stefano Stephan Stephanie Stephen Steven Susan Susanne Suzanne Svetlana Sven Sylvia Tamara Tanja
        Tatiana Teresa Theodor Theresa Thomas Thorsten Tiffany Tim Timothy Tobias Tomasz Torsten Tracy Udo Ulrich Ulrike Ursula Ute
        Valentina Valerie Vanessa Vera Veronica Viktor Vincent Vincenzo Vladimir Walter Waltraud Wendy Werner Wilhelm William Wolfgang
        Xavier Yasmin Yolanda Youssef Yuki Yusuf Yvette Yvonne Zachary Zoe Zofia
        """;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = Words.Split((char[])[' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
