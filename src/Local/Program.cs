System.Console.WriteLine("mlops");
